/** The life of a controller: states, initialization, keep alive, events, fencing, reconnects. */
@org.jspecify.annotations.NullMarked
package io.fenceline.core.host.engine.controller;
