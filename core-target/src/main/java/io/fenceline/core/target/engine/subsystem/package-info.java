/** What an operator configures: subsystems, their hosts and identifiers, ports and the access states of ANA groups at them. */
@NullMarked
package io.fenceline.core.target.engine.subsystem;

import org.jspecify.annotations.NullMarked;
