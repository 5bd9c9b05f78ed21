const page = (body: string) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Assent board</title>
<link rel="icon" href="data:,">
<style>
  body { font: 16px/1.5 system-ui, sans-serif; display: grid; place-items: center; min-height: 100vh; margin: 0; background: #f4f5f7; color: #1b1f24; }
  form { background: #fff; padding: 2rem; border-radius: 8px; box-shadow: 0 1px 4px #0002; width: 18rem; }
  h1 { font-size: 1.25rem; margin: 0 0 1rem; }
  label { display: block; margin: .75rem 0 .25rem; }
  input { width: 100%; box-sizing: border-box; padding: .5rem; font: inherit; border: 1px solid #8c959f; border-radius: 4px; }
  button { margin-top: 1.25rem; width: 100%; padding: .6rem; font: inherit; border: 0; border-radius: 4px; background: #0b57d0; color: #fff; cursor: pointer; }
  p { color: #b3261e; margin: .5rem 0 0; min-height: 1.5em; }
</style>
</head>
<body>
${body}
</body>
</html>
`;

export const loginPage = (csrfToken: string, message = "") =>
  page(`<form method="post" action="/login">
  <h1>Assent board</h1>
  <input type="hidden" name="_csrf" value="${csrfToken}">
  <label for="user">User</label><input id="user" name="user" autocomplete="username" required autofocus>
  <label for="password">Password</label><input id="password" name="password" type="password" autocomplete="current-password" required>
  <button>Log in</button>
  <p role="alert">${message}</p>
</form>`);

export const logoutPage = () =>
  page(`<form method="post" action="/logout">
  <h1>Assent board</h1>
  <button>Log out</button>
</form>`);
