/** What an application calls to use namespaces of subsystems elsewhere: connect, read and write, discover, watch. */
@NullMarked
package io.fenceline.api.host;

import org.jspecify.annotations.NullMarked;
