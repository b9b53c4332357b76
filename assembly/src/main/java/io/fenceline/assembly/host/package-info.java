/** Makes hosts for commands: identity, where subsystems are, plug-ins. */
@NullMarked
package io.fenceline.assembly.host;

import org.jspecify.annotations.NullMarked;
