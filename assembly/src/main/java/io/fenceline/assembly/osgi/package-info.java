/** The second world: an embedded Felix whose bundles feed the same registries. */
@NullMarked
package io.fenceline.assembly.osgi;

import org.jspecify.annotations.NullMarked;
