/** Back ends that need nothing but memory: memory, null, and a wrapper that injects faults into any other. */
@NullMarked
package io.fenceline.core.target.backend;

import org.jspecify.annotations.NullMarked;
