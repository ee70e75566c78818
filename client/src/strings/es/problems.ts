import type { Catalogue } from "../shape";

/** Qué salió mal, y qué hacer. */
export const problems: Catalogue["problems"] = {
  problems: {
    "mic-denied": {
      title: "El micrófono está bloqueado",
      text: "Permítelo para esta página junto a la barra de direcciones y empieza otra vez. O sigue escribiendo.",
    },
    "mic-missing": {
      title: "No se encontró ningún micrófono",
      text: "Conecta uno y empieza otra vez. O sigue escribiendo.",
    },
    "mic-busy": {
      title: "El micrófono está ocupado",
      text: "Lo usa otro programa. Ciérralo y empieza otra vez, o sigue escribiendo.",
    },
    "mic-failed": {
      title: "No se pudo abrir el micrófono",
      text: "Revísalo en los ajustes de tu sistema y empieza otra vez, o sigue escribiendo.",
    },
    "mic-lost": {
      title: "El micrófono ya no está",
      text: "Lo desconectaron o se lo llevaron. Puedes escribir, o volver a activar un micrófono abajo.",
    },
    "mic-silent": {
      title: "Del micrófono no llega ningún sonido",
      text: "Puede que esté apagado en el aparato o en los ajustes de tu sistema. Enciéndelo o elige otro; o escribe.",
    },
    insecure: {
      title: "Esta dirección no recibe micrófono",
      text: "Los navegadores solo lo permiten en https:// y en localhost. Inicia el servidor con make run HTTPS=1 y abre https://…, o sigue escribiendo.",
    },
    unsupported: {
      title: "Este navegador no puede hacer llamadas",
      text: "No tiene WebRTC. Usa un Chrome, Firefox, Safari o Edge actual.",
    },
    "server-gone": {
      title: "El servidor no responde",
      text: "Puede que se esté reiniciando. Esta página sigue intentándolo y te avisa cuando vuelva.",
    },
    "cannot-continue": {
      title: "Esa conversación no puede seguir",
      text: "El servidor ya no la conoce; puedes empezar otra.",
    },
    "server-full": {
      title: "Todas las líneas están ocupadas",
      text: "El servidor no acepta más conversaciones por el momento.",
    },
    "server-draining": {
      title: "El servidor está a punto de parar",
      text: "Por ahora no acepta conversaciones nuevas.",
    },
    "server-stopping": {
      title: "El servidor parará pronto",
      text: "Esta conversación puede llegar a su fin. Después no empieza ninguna hasta que el servidor vuelva.",
    },
    "budget-spent": {
      title: "El presupuesto de hoy se agotó",
      text: "No empieza ninguna conversación nueva hasta mañana (UTC). Quien lleva el servidor puede subir BUDGET_PER_DAY.",
    },
    "part-failed": {
      title: "Una parte del agente no funciona",
      text: "Nada más aquí puede hacer su trabajo. Inténtalo en un momento o elige otra.",
    },
    "bad-answer": {
      title: "Otra cosa respondió por el servidor",
      text: "Un proxy intermedio envió una página de error. Puede que el servidor esté arrancando; inténtalo en un momento.",
    },
    refused: {
      title: "El servidor rechazó la llamada",
      text: "Inténtalo otra vez; si sigue igual, su registro dice por qué.",
    },
    "no-access": {
      title: "Este servidor pide un código de acceso",
      text: "Abre la página una vez con ?token=…; quien lleva el servidor lo conoce.",
    },
    "wrong-token": {
      title: "Este código de acceso no es correcto",
      text: "Puede que lo hayan cambiado. Abre la página otra vez con ?token=…; quien lleva el servidor lo conoce.",
    },
    "bad-invitation": {
      title: "Esta invitación no sirve",
      text: "Es incorrecta, o su conversación terminó. Pide otra, o empieza una conversación tuya.",
    },
    "no-media": {
      title: "El sonido no pudo pasar",
      text: "El servidor responde, pero no se abrió ningún camino para el audio. Puede que lo bloquee un cortafuegos o una VPN, o que haga falta un servidor TURN.",
    },
    "agent-silent": {
      title: "El agente no se puso al teléfono",
      text: "El servidor respondió pero no puso en marcha la conversación. Inténtalo otra vez; si sigue igual, su registro dice por qué.",
    },
    "agent-fault": {
      title: "El agente tiene problemas",
      text: "Una de sus partes informó de un error. Sigue, o empieza de nuevo si se queda callado.",
    },
    "sound-blocked": {
      title: "Tu navegador mantiene el sonido apagado",
      text: "Antes quiere un clic. El agente ya está hablando.",
    },
  },

  remedies: {
    "type-only": "Seguir escribiendo",
    "try-again": "Intentar otra vez",
    "talk-again": "Hablar otra vez",
    "turn-on-sound": "Activar el sonido",
    "check-server": "Comprobar ahora",
    "choose-sound": "Elegir micrófono",
    "choose-part": "Elegir otra",
    dismiss: "Cerrar",
  },

  overHttps: (host: string) =>
    `Los navegadores solo lo permiten en https:// y en localhost. Inicia el servidor con make run HTTPS=1 y abre https://${host}, o sigue escribiendo.`,

  retryIn: (secs: number) =>
    secs >= 90
      ? `Inténtalo otra vez en unos ${Math.round(secs / 60)} minutos.`
      : `Inténtalo otra vez en unos ${secs} segundos.`,
};
