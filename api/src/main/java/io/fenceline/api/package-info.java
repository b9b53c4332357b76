/** Nouns of NVMe over Fabrics: names, addresses, statuses, options. */
@NullMarked
package io.fenceline.api;

import org.jspecify.annotations.NullMarked;
