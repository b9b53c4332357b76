/** What an application calls to serve subsystems. */
@NullMarked
package io.fenceline.api.target;

import org.jspecify.annotations.NullMarked;
