/** Drives the engines: threads, transports, the API. */
@NullMarked
package io.fenceline.core.host.runtime;

import org.jspecify.annotations.NullMarked;
