/** Contracts of path selectors and recovery policies. */
@NullMarked
package io.fenceline.tck.policy;

import org.jspecify.annotations.NullMarked;
