import { useState } from "react";
import { explainFailure } from "../../history/explain";
import type { Fact, Told } from "../../privacy/fact";
import type { PrivacyApi } from "../../privacy/privacy-api";
import { useAnswer } from "../use-answer";

/** What is remembered of a person, and what can be done about it. */
export interface Known {
  /** Null until the server has told. */
  facts: readonly Fact[] | null;
  /** Why it has not; empty where nothing went wrong. */
  why: string;
  /** Why the last change was refused. */
  refusal: string;
  again: () => void;
  act: {
    add: (told: Told) => void;
    change: (fact: Fact) => void;
    remove: (id: string) => void;
    removeAll: () => void;
  };
}

/** @param person Their key; null for somebody of whom nothing can be known yet. */
export function useFacts(api: PrivacyApi, person: string | null): Known {
  const { answer, why, again } = useAnswer(
    async () => (person ? await api.facts(person) : []),
    [api, person],
  );
  const [refusal, setRefusal] = useState("");
  const attempt = async (act: (key: string) => Promise<void>) => {
    setRefusal("");
    try {
      if (person) await act(person);
    } catch (error) {
      setRefusal(explainFailure(error));
    }
    again();
  };
  return {
    facts: answer,
    why,
    refusal,
    again,
    act: {
      add: (told) => void attempt((key) => api.addFact(key, told)),
      change: (fact) => void attempt((key) => api.changeFact(key, fact)),
      remove: (id) => void attempt((key) => api.forgetFact(key, id)),
      removeAll: () => void attempt((key) => api.forgetAllFacts(key)),
    },
  };
}
