/** Contract of back ends. */
@NullMarked
package io.fenceline.tck.backend;

import org.jspecify.annotations.NullMarked;
