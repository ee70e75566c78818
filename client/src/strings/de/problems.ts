import type { Catalogue } from "../shape";

/** Was schiefging, und was zu tun ist. */
export const problems: Catalogue["problems"] = {
  problems: {
    "mic-denied": {
      title: "Das Mikrofon ist gesperrt",
      text: "Erlaube es dieser Seite neben der Adresszeile und beginne noch einmal. Oder schreib weiter.",
    },
    "mic-missing": {
      title: "Kein Mikrofon gefunden",
      text: "Stecke eines an und beginne noch einmal. Oder schreib weiter.",
    },
    "mic-busy": {
      title: "Das Mikrofon ist belegt",
      text: "Ein anderes Programm benutzt es. Schließe das und beginne noch einmal, oder schreib weiter.",
    },
    "mic-failed": {
      title: "Das Mikrofon ließ sich nicht öffnen",
      text: "Prüfe es in den Einstellungen deines Systems und beginne noch einmal, oder schreib weiter.",
    },
    "mic-lost": {
      title: "Das Mikrofon ist weg",
      text: "Es wurde abgezogen oder weggenommen. Du kannst schreiben oder unten wieder ein Mikrofon einschalten.",
    },
    "mic-silent": {
      title: "Vom Mikrofon kommt kein Ton",
      text: "Vielleicht ist es am Gerät oder in den Einstellungen deines Systems ausgeschaltet. Schalte es ein oder wähle ein anderes; oder schreib.",
    },
    insecure: {
      title: "Diese Adresse bekommt kein Mikrofon",
      text: "Browser erlauben es nur auf https:// und auf localhost. Starte den Server mit make run HTTPS=1 und öffne https://…, oder schreib weiter.",
    },
    unsupported: {
      title: "Dieser Browser kann nicht telefonieren",
      text: "Ihm fehlt WebRTC. Bitte nimm einen aktuellen Chrome, Firefox, Safari oder Edge.",
    },
    "server-gone": {
      title: "Der Server antwortet nicht",
      text: "Vielleicht startet er neu. Diese Seite versucht es weiter und sagt dir, wenn er zurück ist.",
    },
    "cannot-continue": {
      title: "Dieses Gespräch kann nicht weitergehen",
      text: "Der Server kennt es nicht mehr; du kannst ein neues beginnen.",
    },
    "server-full": {
      title: "Alle Leitungen sind belegt",
      text: "Der Server nimmt im Moment keine weiteren Gespräche an.",
    },
    "server-draining": {
      title: "Der Server wird bald angehalten",
      text: "Er nimmt gerade keine neuen Gespräche an.",
    },
    "server-stopping": {
      title: "Der Server hält bald an",
      text: "Dieses Gespräch darf zu Ende gehen. Danach beginnt keines, bis der Server zurück ist.",
    },
    "budget-spent": {
      title: "Das Budget für heute ist aufgebraucht",
      text: "Bis morgen (UTC) beginnt kein neues Gespräch. Wer den Server betreibt, kann BUDGET_PER_DAY erhöhen.",
    },
    "part-failed": {
      title: "Ein Teil des Agenten ist ausgefallen",
      text: "Nichts anderes hier kann seine Arbeit tun. Versuch es gleich noch einmal, oder wähle einen anderen.",
    },
    "bad-answer": {
      title: "Etwas anderes hat für den Server geantwortet",
      text: "Ein Proxy dazwischen hat eine Fehlerseite geschickt. Vielleicht startet der Server gerade; versuch es gleich noch einmal.",
    },
    refused: {
      title: "Der Server hat den Anruf abgelehnt",
      text: "Versuch es noch einmal; bleibt es dabei, sagt sein Protokoll, warum.",
    },
    "no-access": {
      title: "Dieser Server verlangt ein Zugangswort",
      text: "Öffne die Seite einmal mit ?token=…; wer den Server betreibt, kennt es.",
    },
    "wrong-token": {
      title: "Dieses Zugangswort ist falsch",
      text: "Vielleicht wurde es geändert. Öffne die Seite noch einmal mit ?token=…; wer den Server betreibt, kennt es.",
    },
    "bad-invitation": {
      title: "Diese Einladung gilt nicht",
      text: "Sie ist falsch, oder ihr Gespräch ist vorbei. Bitte um eine neue, oder beginne ein eigenes Gespräch.",
    },
    "no-media": {
      title: "Der Ton kam nicht durch",
      text: "Der Server antwortet, aber es öffnete sich kein Weg für den Ton. Vielleicht sperrt ihn eine Firewall oder ein VPN, oder es braucht einen TURN-Server.",
    },
    "agent-silent": {
      title: "Der Agent kam nicht ans Telefon",
      text: "Der Server hat geantwortet, aber kein Gespräch zustande gebracht. Versuch es noch einmal; bleibt es dabei, sagt sein Protokoll, warum.",
    },
    "agent-fault": {
      title: "Der Agent hat Schwierigkeiten",
      text: "Ein Teil von ihm hat einen Fehler gemeldet. Sprich weiter, oder beginne neu, wenn er still bleibt.",
    },
    "sound-blocked": {
      title: "Dein Browser lässt den Ton aus",
      text: "Er will erst einen Klick. Der Agent spricht schon.",
    },
  },

  remedies: {
    "type-only": "Weiter schreiben",
    "try-again": "Erneut versuchen",
    "talk-again": "Noch einmal sprechen",
    "turn-on-sound": "Ton einschalten",
    "check-server": "Jetzt prüfen",
    "choose-sound": "Mikrofon wählen",
    "choose-part": "Anderen wählen",
    dismiss: "Schließen",
  },

  overHttps: (host: string) =>
    `Browser erlauben es nur auf https:// und auf localhost. Starte den Server mit make run HTTPS=1 und öffne https://${host}, oder schreib weiter.`,

  retryIn: (secs: number) =>
    secs >= 90
      ? `Versuch es in etwa ${Math.round(secs / 60)} Minuten noch einmal.`
      : `Versuch es in etwa ${secs} Sekunden noch einmal.`,
};
