/** Namespaces over many controllers: path tables, requests, what is done when a command ends. */
@org.jspecify.annotations.NullMarked
package io.fenceline.core.host.engine.path;
