package io.fenceline.assembly.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.fenceline.api.target.AssociationEnd;
import java.io.IOException;
import java.util.Locale;

/** How a target has lost an association, for a person and for a machine. */
final class LossPicture {
    private static final double NS_PER_MS = 1e6;

    private LossPicture() {
    }

    /** A lost association on one line. */
    static String line(AssociationEnd end) {
        StringBuilder text = new StringBuilder("lost ").append(end.host()).append("  controller ").append(end.cntlid()).append(" CIU ")
                .append(String.format(Locale.ROOT, "%02x", end.ciu())).append(" CIRN ").append(cirn(end.cirn())).append(": ")
                .append(end.why()).append("; ").append(end.running()).append(end.running() == 1 ? " command" : " commands")
                .append(" in back ends");
        if (end.silentNs() < 0) {
            text.append(", not silent yet");
        } else {
            text.append(", silent after ").append(String.format(Locale.ROOT, "%.1f ms", end.drainNs() / NS_PER_MS));
        }
        if (!end.inTime() && end.silentNs() >= 0) {
            text.append(", though ").append(end.cqtMs()).append(" ms (CQT) were promised");
        }
        long proved = end.resets().stream().filter(AssociationEnd.Reset::success).count();
        if (!end.resets().isEmpty()) {
            text.append(", ").append(end.resets().size()).append(end.resets().size() == 1 ? " reset" : " resets").append(" asked for, ")
                    .append(proved).append(" proved");
        }
        return text.toString();
    }

    /** Members of an object about a lost association; the names are those of {@code fenceline failovers}. */
    static void members(JsonGenerator out, AssociationEnd end) throws IOException {
        out.writeNumberField("atMs", end.atMs());
        out.writeStringField("subsystem", end.subsystem().value());
        out.writeStringField("host", end.host().value());
        out.writeNumberField("cntlid", end.cntlid());
        out.writeNumberField("ciu", end.ciu());
        out.writeStringField("cirn", cirn(end.cirn()));
        out.writeStringField("why", end.why());
        out.writeNumberField("running", end.running());
        out.writeBooleanField("silent", end.silentNs() >= 0);
        if (end.silentNs() >= 0) {
            out.writeNumberField("drainNs", end.drainNs());
            out.writeBooleanField("inTime", end.inTime());
        }
        out.writeNumberField("cqtMs", end.cqtMs());
        out.writeNumberField("resets", end.resets().size());
        out.writeNumberField("resetsProved", end.resets().stream().filter(AssociationEnd.Reset::success).count());
    }

    private static String cirn(long value) {
        return String.format(Locale.ROOT, "%016x", value);
    }
}
