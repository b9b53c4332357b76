/** What is done about a lost controller until it is known to be silent: hold, reset through another controller, release. */
@NullMarked
package io.fenceline.core.host.engine.fence;

import org.jspecify.annotations.NullMarked;
