/** PDUs of the NVMe/TCP Transport Specification 1.1. */
@NullMarked
package io.fenceline.transport.tcp.pdu;

import org.jspecify.annotations.NullMarked;
