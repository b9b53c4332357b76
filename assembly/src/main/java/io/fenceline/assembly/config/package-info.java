/** fenceline.yaml: one declaration of what may be in it, from which check, help and JSON Schema are made. */
@NullMarked
package io.fenceline.assembly.config;

import org.jspecify.annotations.NullMarked;
