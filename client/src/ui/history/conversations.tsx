import { useState } from "react";
import type { HistoryApi } from "../../history/history-api";
import { ANYTHING, type Query } from "../../history/query";
import type { Line } from "../../history/story";
import type { Summary } from "../../history/summary";
import { HISTORY } from "../../strings";
import styles from "./conversations.module.css";
import { DropZone } from "./drop-zone";
import { Entries } from "./entries";
import { Finder } from "./finder";
import { ImportFiles } from "./import-files";
import { Reader } from "./reader";
import { useImport } from "./use-import";
import { useListing } from "./use-listing";

interface Props {
  api: HistoryApi;
  /** @param lines What was said in it so far. */
  onContinue?: ((conversation: Summary, lines: readonly Line[]) => void) | undefined;
}

/** The conversations that are kept, and the one that is being read: on a phone, one after the other. */
export function Conversations({ api, onContinue }: Props) {
  const [query, setQuery] = useState<Query>(ANYTHING);
  const [chosen, setChosen] = useState("");
  const { listing, change, more } = useListing(api, query);
  const bringing = useImport(api, (conversation) => {
    change({ type: "brought", conversation });
    setChosen(conversation.id);
  });
  const read = listing.items.find(({ id }) => id === chosen);
  return (
    <div className={styles.conversations} data-reading={read !== undefined}>
      <section className={styles.list} aria-label={HISTORY.conversations}>
        <DropZone onDrop={bringing.take}>
          <Finder query={query} onFind={setQuery} />
          <Entries
            listing={listing}
            sought={query.text !== "" || query.days > 0 || query.errors}
            chosen={chosen}
            onChoose={setChosen}
            onMore={more}
          />
          <ImportFiles {...bringing} />
        </DropZone>
      </section>
      {read ? (
        <Reader
          key={read.id}
          api={api}
          conversation={read}
          onBack={() => setChosen("")}
          onRenamed={(title) => change({ type: "renamed", id: read.id, title })}
          onForgotten={() => change({ type: "forgotten", id: read.id })}
          onContinue={onContinue && ((lines) => onContinue(read, lines))}
        />
      ) : (
        <p className={styles.nothing}>{listing.items.length > 0 && HISTORY.choose}</p>
      )}
    </div>
  );
}
