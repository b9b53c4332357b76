/** What decides in a host: sans-IO, driven by the runtime. */
@NullMarked
package io.fenceline.core.host.engine;

import org.jspecify.annotations.NullMarked;
