/** Node itself, with nothing imported. */
console.log(JSON.stringify({ event: "ready" }));
setInterval(() => {}, 60_000);
