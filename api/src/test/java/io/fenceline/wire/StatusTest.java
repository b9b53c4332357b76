package io.fenceline.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StatusTest {
    @Test
    void aStatusIsSaidInTheWordsOfTheSpecification() {
        assertThat(Status.name(Status.SUCCESS)).isEqualTo("Successful Completion (sct 0h sc 00h)");
        assertThat(Status.name(Status.INVALID_FIELD | Status.DNR)).isEqualTo("Invalid Field in Command (sct 0h sc 02h, dnr)");
        assertThat(Status.name(Status.withCrd(Status.COMMAND_INTERRUPTED, 2) | Status.MORE))
                .isEqualTo("Command Interrupted (sct 0h sc 21h, crd 2, more)");
        assertThat(Status.name(Status.ANA_INACCESSIBLE)).isEqualTo("Asymmetric Access Inaccessible (sct 3h sc 02h)");
        assertThat(Status.name(0x7C1)).isEqualTo("Vendor Specific (sct 7h sc C1h)");
        assertThat(Status.name(0x0F0)).isEqualTo("Reserved (sct 0h sc F0h)");
    }

    @Test
    void aCodeOfTwoMeaningsIsSaidWithBoth() {
        assertThat(Status.CONNECT_INVALID_PARAMETERS).isEqualTo(Status.WRITE_TO_READ_ONLY_RANGE);
        assertThat(Status.name(Status.CONNECT_INVALID_PARAMETERS))
                .isEqualTo("Connect Invalid Parameters or Attempted Write to Read Only Range (sct 1h sc 82h)");
    }

    @Test
    void thePartsOfAStatusComeApart() {
        int status = Status.withCrd(Status.NAMESPACE_NOT_READY, 3) | Status.DNR | Status.MORE;
        assertThat(status).isEqualTo(0x7882);
        assertThat(Status.type(status)).isZero();
        assertThat(Status.code(status)).isEqualTo(0x82);
        assertThat(Status.crd(status)).isEqualTo(3);
        assertThat(Status.dnr(status)).isTrue();
        assertThat(Status.plain(status)).isEqualTo(Status.NAMESPACE_NOT_READY);
        assertThat(Status.crd(Status.withCrd(status, 0))).isZero();
        assertThat(Status.type(Status.ANA_TRANSITION)).isEqualTo(3);
    }
}
