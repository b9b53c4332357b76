/** A namespace as programs know storage: calls that wait, channels of bytes. On top of the API alone. */
@NullMarked
package io.fenceline.core.host.view;

import org.jspecify.annotations.NullMarked;
