import { useState } from "react";
import type { HistoryApi } from "../../history/history-api";
import { ANYTHING, type Query } from "../../history/query";
import type { Summary } from "../../history/summary";
import { HISTORY } from "../../strings";
import styles from "./conversations.module.css";
import { Entries } from "./entries";
import { Finder } from "./finder";
import { Reader } from "./reader";
import { useListing } from "./use-listing";

interface Props {
  api: HistoryApi;
  onContinue?: ((conversation: Summary) => void) | undefined;
}

/** The conversations that are kept, and the one that is being read: on a phone, one after the other. */
export function Conversations({ api, onContinue }: Props) {
  const [query, setQuery] = useState<Query>(ANYTHING);
  const [chosen, setChosen] = useState("");
  const { listing, change, more } = useListing(api, query);
  const read = listing.items.find(({ id }) => id === chosen);
  return (
    <div className={styles.conversations} data-reading={read !== undefined}>
      <section className={styles.list} aria-label={HISTORY.conversations}>
        <Finder query={query} onFind={setQuery} />
        <Entries
          listing={listing}
          sought={query.text !== "" || query.days > 0 || query.errors}
          chosen={chosen}
          onChoose={setChosen}
          onMore={more}
        />
      </section>
      {read ? (
        <Reader
          key={read.id}
          api={api}
          conversation={read}
          onBack={() => setChosen("")}
          onRenamed={(title) => change({ type: "renamed", id: read.id, title })}
          onForgotten={() => change({ type: "forgotten", id: read.id })}
          onContinue={onContinue && (() => onContinue(read))}
        />
      ) : (
        <p className={styles.nothing}>{listing.items.length > 0 && HISTORY.choose}</p>
      )}
    </div>
  );
}
