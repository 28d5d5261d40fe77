// The line to a console or shell: /hubs/shell over SignalR with MessagePack. It outlives the connection: after a break it opens
// the same session again and reads on from the byte it had, so nothing is lost or shown twice.

import { script } from '../load.js';

const WAITS = [250, 500, 1000, 2000, 5000];
const ACK_EVERY = 48 * 1024;
const ACK_AFTER = 60;
const INPUT_PART = 16 * 1024;
const INPUT_MOST = 4 * 1024 * 1024;

async function library() {
  if (!globalThis.signalR) {
    await script('/lib/signalr/signalr.min.js');
  }
  if (!globalThis.signalR.protocols?.msgpack) {
    await script('/lib/signalr/signalr-protocol-msgpack.min.js');
  }
  return globalThis.signalR;
}

/**
 * Opens a line. `on.phase(word, detail)`: connecting, connected, reconnecting, refused (a problem), ended (an exit code or null).
 * `on.fresh(opened)`: a new session began, what is on the screen is not its. `on.frame(frame, drawn)`: call `drawn` when painted.
 */
export function openLine({ kind, vmId, size, on }) {
  let connection = null;
  let session = null;
  let next = 0;
  let drawn = 0;
  let acked = 0;
  let ackTimer = 0;
  let gone = false;
  let wake = null;
  // Input that waits here until the machine's host took enough of what went before; in order, whatever breaks meanwhile.
  let waiting = [];
  let held = 0;
  let typed = 0;
  let taken = 0;
  let room = 0;

  const send = (method, ...args) => connection?.state === 'Connected' ? connection.send(method, ...args).catch(() => { }) : Promise.resolve();

  function ackNow() {
    clearTimeout(ackTimer);
    ackTimer = 0;
    if (session && drawn > acked) {
      acked = drawn;
      send('Ack', session, acked);
    }
  }

  function onDrawn(offset) {
    drawn = Math.max(drawn, offset);
    if (drawn - acked >= ACK_EVERY) {
      ackNow();
    } else if (!ackTimer) {
      ackTimer = setTimeout(ackNow, ACK_AFTER);
    }
  }

  function type() {
    while (session && connection?.state === 'Connected' && waiting.length > 0 && typed - taken + waiting[0].length <= room) {
      const part = waiting.shift();
      held -= part.length;
      typed += part.length;
      send('Input', session, part);
    }
  }

  function onFrame(frame) {
    if (frame.Taken != null) {
      taken = Number(frame.Taken);
      type();
    }
    const length = frame.Data?.length ?? 0;
    next = Number(frame.Offset) + length;
    const end = next;
    on.frame(frame, () => onDrawn(end));
  }

  function read() {
    return new Promise((resolve, reject) => {
      let exit = null;
      connection.stream('Read', session, next).subscribe({
        next: frame => {
          exit = frame.Exit ?? exit;
          onFrame(frame);
        },
        complete: () => resolve(exit),
        error: reject,
      });
    });
  }

  async function connect() {
    const signalR = await library();
    connection = new signalR.HubConnectionBuilder()
      .withUrl('/hubs/shell', { transport: signalR.HttpTransportType.WebSockets, skipNegotiation: true })
      .withHubProtocol(new signalR.protocols.msgpack.MessagePackHubProtocol())
      .configureLogging(signalR.LogLevel.None)
      .build();
    await connection.start();
  }

  async function open() {
    const { cols, rows } = size();
    const opened = await connection.invoke('Open', { Kind: kind, VmId: vmId, Cols: cols, Rows: rows, SessionId: session });
    if (opened.Problem) {
      return opened.Problem;
    }
    if (opened.SessionId !== session) {
      session = opened.SessionId;
      next = drawn = acked = Number(opened.Offset);
      [waiting, held] = [[], 0];
      on.fresh(opened);
    }
    acked = Math.min(acked, drawn);
    [typed, taken, room] = [Number(opened.Typed), Number(opened.Taken), opened.InputWindow];
    type();
    return null;
  }

  // Ends with 'again' (the session is over or refused and somebody has to ask), or throws when the connection broke.
  async function once() {
    await connect();
    const resumed = session !== null;
    const problem = await open();
    if (problem && resumed) {
      session = null;
      if (kind !== 'console') {
        on.phase('ended', null);
        return;
      }
      const again = await open();
      if (again) {
        on.phase('refused', again);
        return;
      }
    } else if (problem) {
      on.phase('refused', problem);
      return;
    }
    on.phase('connected', null);
    const exit = await read();
    ackNow();
    session = null;
    on.phase('ended', exit);
  }

  async function run() {
    let tries = 0;
    while (!gone) {
      on.phase(session ? 'reconnecting' : 'connecting', null);
      const began = performance.now();
      try {
        await once();
        await connection.stop();
        tries = 0;
        await new Promise(resolve => { wake = resolve; });
      } catch (error) {
        await connection?.stop().catch(() => { });
        if (gone) {
          break;
        }
        tries = performance.now() - began > 10000 ? 1 : tries + 1;
        on.phase('reconnecting', null);
        await new Promise(resolve => {
          wake = resolve;
          setTimeout(resolve, WAITS[Math.min(tries, WAITS.length) - 1]);
        });
      }
    }
  }

  run();

  return {
    /** Takes what was typed or pasted; false when too much waits already. It is sent as fast as the machine takes it. */
    input(bytes) {
      if (!session || held + bytes.length > INPUT_MOST) {
        return false;
      }
      for (let at = 0; at < bytes.length; at += INPUT_PART) {
        const part = bytes.subarray(at, at + INPUT_PART);
        waiting.push(part);
        held += part.length;
      }
      type();
      return true;
    },
    /** Bytes of input that the machine has not taken yet and that are not under way either. */
    held: () => held,
    resize(cols, rows) {
      if (session) {
        send('Resize', session, cols, rows);
      }
    },
    /** Opens a new session after one ended or was refused. */
    again() {
      wake?.();
    },
    /** `keep` leaves the session to the server's own deadline, e.g. when the page reloads. */
    async close(keep) {
      gone = true;
      clearTimeout(ackTimer);
      wake?.();
      if (session && !keep) {
        await send('Close', session);
      }
      await connection?.stop().catch(() => { });
    },
  };
}
