/** The life of a controller: states, initialization, keep alive, events, fencing, reconnects. */
@NullMarked
package io.fenceline.core.host.engine.controller;

import org.jspecify.annotations.NullMarked;
