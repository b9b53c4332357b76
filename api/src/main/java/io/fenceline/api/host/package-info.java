/** What an application calls to use namespaces of subsystems elsewhere: connect, read and write, discover, watch. */
@org.jspecify.annotations.NullMarked
package io.fenceline.api.host;
