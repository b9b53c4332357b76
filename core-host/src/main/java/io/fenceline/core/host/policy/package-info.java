/**
 * The path selectors and recovery policies that come with the host, and what spreads connection attempts. Decisions only: no
 * thread, clock, socket or randomness; selectors allocate nothing while their paths stay the same.
 */
@NullMarked
package io.fenceline.core.host.policy;

import org.jspecify.annotations.NullMarked;
