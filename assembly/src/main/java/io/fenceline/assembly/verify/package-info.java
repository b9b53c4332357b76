/** Proves that a namespace keeps what it is given, while paths to it are broken on purpose. */
@NullMarked
package io.fenceline.assembly.verify;

import org.jspecify.annotations.NullMarked;
