/**
 * Discovery: reads the log of a discovery service and of those that it refers to, once or for good, and says what would have to be
 * connected. No I/O: connections are asked for, and what they say comes in.
 */
@NullMarked
package io.fenceline.core.host.engine.discovery;

import org.jspecify.annotations.NullMarked;
