/** Namespaces over many controllers: path tables, requests, what is done when a command ends. */
@NullMarked
package io.fenceline.core.host.engine.path;

import org.jspecify.annotations.NullMarked;
