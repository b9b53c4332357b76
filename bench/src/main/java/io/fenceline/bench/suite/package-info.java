/**
 * The whole measurement in one run: starts the limit server and our target on one core, loads them in turn from the other,
 * and prints what one reaches of the other. Also what a command and an idle controller cost, and how long a start takes.
 */
@NullMarked
package io.fenceline.bench.suite;

import org.jspecify.annotations.NullMarked;
