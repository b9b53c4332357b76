/** The stories that hosts tell of lost controllers, held against the table that the model checker proves. */
@NullMarked
package io.fenceline.testkit.story;

import org.jspecify.annotations.NullMarked;
