/** Namespaces as the engines see them: facts, the gate of atomic commands, ranges marked uncorrectable, retirement. */
@NullMarked
package io.fenceline.core.target.engine.namespace;

import org.jspecify.annotations.NullMarked;
