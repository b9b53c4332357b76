/** What decides in a host: sans-IO, driven by the runtime. */
@org.jspecify.annotations.NullMarked
package io.fenceline.core.host.engine;
