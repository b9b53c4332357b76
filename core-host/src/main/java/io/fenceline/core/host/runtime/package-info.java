/** Drives the engines: threads, transports, the API. */
@org.jspecify.annotations.NullMarked
package io.fenceline.core.host.runtime;
