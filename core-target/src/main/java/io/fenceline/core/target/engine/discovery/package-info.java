/** The discovery service: its log page, generation and referrals. */
@NullMarked
package io.fenceline.core.target.engine.discovery;

import org.jspecify.annotations.NullMarked;
