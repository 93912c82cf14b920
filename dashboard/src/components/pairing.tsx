/** A connection on offer: a picture for a phone's camera, or links for the apps of this phone. */
import { encode } from "uqr";
import { abandoned } from "../chain/wallet_connect.ts";
import { Copy } from "./copy.tsx";
import { appsFor, isPhone } from "./wallet_links.ts";

export default function Pairing({ uri }: { uri: string }) {
  return (
    <div className="stack">
      {isPhone()
        ? (
          <>
            <p>Open your wallet’s app, and come back here once it is connected:</p>
            <div className="actions start">
              {appsFor(uri).map(({ name, href }) => (
                <a key={name} className="button" href={href}>{name}</a>
              ))}
            </div>
          </>
        )
        : (
          <>
            <p>Scan this with the wallet on your phone:</p>
            <Picture text={uri} />
          </>
        )}
      <p className="muted">
        Or paste it into the wallet: <Copy text={uri} shown={`${uri.slice(0, 16)}…`} />
      </p>
      <div className="actions">
        <button type="button" className="button" onClick={() => abandoned.now()}>
          Use another wallet
        </button>
      </div>
    </div>
  );
}

/** Cameras want dark on light, in a dark theme too. */
function Picture({ text }: { text: string }) {
  const { data, size } = encode(text, { border: 2 });
  const path = data.flatMap((row, y) =>
    row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))
  ).join("");
  return (
    <svg
      className="qr"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label="The connection, for the camera of a phone"
      shapeRendering="crispEdges"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
