/** One controller: its life, properties, admin commands, events and queues. */
@NullMarked
package io.fenceline.core.target.engine.controller;

import org.jspecify.annotations.NullMarked;
