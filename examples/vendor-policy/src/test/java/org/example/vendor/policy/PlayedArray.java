package org.example.vendor.policy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** An array that listens to its management, with associations that can write until they are dropped. */
final class PlayedArray implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    private final AtomicInteger last = new AtomicInteger();
    private final Map<Integer, Boolean> writing = new ConcurrentHashMap<>();
    private final Set<Integer> refused = ConcurrentHashMap.newKeySet();
    private final Set<Integer> hanging = ConcurrentHashMap.newKeySet();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    PlayedArray() throws IOException {
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    Socket socket = server.accept();
                    sockets.add(socket);
                    Thread.ofVirtual().start(() -> serve(socket));
                }
            } catch (IOException e) {
                sockets.forEach(PlayedArray::end); // closed: that is how it ends
            }
        });
    }

    int port() {
        return server.getLocalPort();
    }

    int newAssociation() {
        int cntlid = last.incrementAndGet();
        writing.put(cntlid, true);
        return cntlid;
    }

    boolean canWrite(int cntlid) {
        return writing.get(cntlid);
    }

    void refuse(int cntlid) {
        refused.add(cntlid);
    }

    void hang(int cntlid) {
        hanging.add(cntlid);
    }

    private void serve(Socket socket) {
        try (socket; BufferedReader lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            String[] words = line == null ? new String[0] : line.split(" ");
            if (words.length != 5 || !words[0].equals("DROP")) {
                return;
            }
            int cntlid = Integer.parseInt(words[3]);
            if (hanging.contains(cntlid)) {
                lines.readLine(); // nothing comes: until the other end gives up
                return;
            }
            String answer = "REFUSED it is busy\n";
            if (!refused.contains(cntlid)) {
                writing.put(cntlid, false);
                answer = "SILENT association " + cntlid + " dropped\n";
            }
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            sockets.remove(socket); // the other end has gone
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
