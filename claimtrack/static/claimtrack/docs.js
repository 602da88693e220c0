// The docs of the API, drawn from its schema. No validator elsewhere is told the address of an installation.
"use strict";

(() => {
  const place = document.getElementById("swagger-ui");
  SwaggerUIBundle({
    url: place.dataset.schema,
    dom_id: "#swagger-ui",
    presets: [SwaggerUIBundle.presets.apis],
    layout: "BaseLayout",
    deepLinking: true,
    validatorUrl: null,
    // Whoever is signed in at the desk may try its calls.
    requestInterceptor: (request) => {
      if (!["GET", undefined].includes(request.method)) request.headers["X-CSRFToken"] = place.dataset.csrf;
      return request;
    },
  });
})();
