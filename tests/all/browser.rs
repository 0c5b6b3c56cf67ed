//! A headless Chromium for the tests of pages, spoken to by the DevTools protocol over a pipe: JSON messages that end in NUL.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::mpsc::{self, Receiver},
    thread,
    time::Duration,
};

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};
use tempfile::TempDir;

/// Names under which systems install it.
const PROGRAMS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// How long an answer may take, on however busy a machine.
const PATIENCE: Duration = Duration::from_secs(120);

pub struct Browser {
    process: Child,
    to: ChildStdin,
    from: Receiver<Vec<u8>>,
    session: Option<String>,
    calls: u64,
    /// What it told without being asked.
    events: Vec<Value>,
    /// Its profile, which goes when it goes.
    _profile: TempDir,
}

impl Browser {
    /// A browser with one empty page.
    pub fn start() -> Self {
        let installed = |name: &&&str| {
            let paths = std::env::var_os("PATH").unwrap_or_default();
            std::env::split_paths(&paths).any(|folder| folder.join(name).is_file())
        };
        let program = PROGRAMS.iter().find(installed);
        let program = program.expect("no Chromium is installed (Debian: apt-get install chromium)");
        let profile = tempfile::tempdir().unwrap();
        // The protocol wants file descriptors 3 and 4. The pages are our own: no sandbox is needed, and root gets none.
        let call = "exec \"$0\" \"$@\" 3<&0 4>&1 0</dev/null 1>/dev/null 2>&1";
        let mut process = Command::new("sh")
            .args([
                "-c",
                call,
                program,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--remote-debugging-pipe",
            ])
            // It must not wait for a network that is closed.
            .args([
                "--disable-quic",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (to, from) = (process.stdin.take().unwrap(), process.stdout.take().unwrap());
        let mut browser = Self {
            process,
            to,
            from: messages(from),
            session: None,
            calls: 0,
            events: Vec::new(),
            _profile: profile,
        };
        let target = browser.call("Target.createTarget", json!({"url": "about:blank"}));
        let attach = json!({"targetId": target["targetId"], "flatten": true});
        let session = browser.call("Target.attachToTarget", attach);
        browser.session = session["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page", "Runtime", "Log", "Network"] {
            browser.call(&format!("{domain}.enable"), json!({}));
        }
        browser.dark(false);
        browser
    }

    #[track_caller]
    pub fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.calls += 1;
        let mut message = json!({"id": self.calls, "method": method, "params": parameters});
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        let message = message.to_string();
        self.to.write_all(message.as_bytes()).unwrap();
        self.to.write_all(&[0]).unwrap();
        loop {
            let answer = self.read();
            if answer["id"] == json!(self.calls) {
                assert!(answer["error"].is_null(), "{method}: {}", answer["error"]);
                return answer["result"].clone();
            }
            self.events.push(answer);
        }
    }

    fn read(&mut self) -> Value {
        let message = self
            .from
            .recv_timeout(PATIENCE)
            .expect("the browser has gone, or does not answer");
        serde_json::from_slice(&message).unwrap()
    }

    /// Opens a page and waits until it is there.
    pub fn open(&mut self, path: &Path, fragment: &str) {
        self.call("Page.navigate", json!({"url": "about:blank"}));
        self.events.clear();
        let url = format!("file://{}{fragment}", path.display());
        self.call("Page.navigate", json!({"url": url}));
        let loaded = |event: &Value| event["method"] == "Page.loadEventFired";
        // The blank page may have been told of after the list was cleared, when this one has begun but not come to its end.
        let state = "location.protocol + document.readyState";
        while !self.events.iter().any(loaded) || self.value(state) != "file:complete" {
            let event = self.read();
            self.events.push(event);
        }
    }

    /// Waits until what the page does before its next frames is done.
    pub fn settle(&mut self) {
        self.value("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))");
    }

    /// What an expression comes to, once it is settled.
    #[track_caller]
    pub fn value(&mut self, expression: &str) -> Value {
        let call = json!({"expression": expression, "returnByValue": true, "awaitPromise": true});
        let answer = self.call("Runtime.evaluate", call);
        assert!(answer["exceptionDetails"].is_null(), "{expression}: {answer}");
        answer["result"]["value"].clone()
    }

    #[track_caller]
    pub fn text(&mut self, expression: &str) -> String {
        self.value(expression).as_str().unwrap_or_default().to_owned()
    }

    pub fn size(&mut self, width: u32, height: u32) {
        let size = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.call("Emulation.setDeviceMetricsOverride", size);
    }

    pub fn dark(&mut self, dark: bool) {
        let value = if dark { "dark" } else { "light" };
        let feature = json!({"name": "prefers-color-scheme", "value": value});
        self.call(
            "Emulation.setEmulatedMedia",
            json!({"media": "", "features": [feature]}),
        );
    }

    /// Presses and releases a key.
    pub fn press(&mut self, key: &str) {
        let code = match key {
            "Tab" => 9,
            "Enter" => 13,
            "Escape" => 27,
            "ArrowLeft" => 37,
            "ArrowUp" => 38,
            "ArrowRight" => 39,
            "ArrowDown" => 40,
            other => panic!("no code for {other}"),
        };
        let mut down = json!({"type": "keyDown", "key": key, "code": key, "windowsVirtualKeyCode": code});
        if key == "Enter" {
            down["text"] = json!("\r");
        }
        self.call("Input.dispatchKeyEvent", down.clone());
        down["type"] = json!("keyUp");
        self.call("Input.dispatchKeyEvent", down);
    }

    /// Moves the mouse over the middle of an element, and clicks it if asked to.
    #[track_caller]
    pub fn point(&mut self, selector: &str, click: bool) {
        self.value(&format!(
            "document.querySelector({selector:?}).scrollIntoView({{block: 'nearest'}})"
        ));
        // The mouse finds what was drawn last.
        self.settle();
        let place = self.value(&format!(
            "(() => {{ const one = document.querySelector({selector:?}); \
             const box = one.getClientRects()[0]; const at = [box.x + box.width / 2, box.y + box.height / 2]; \
             const there = document.elementFromPoint(...at); \
             if (!one.contains(there)) throw Error(`${{at}} is ${{there?.outerHTML}}`); return at; }})()"
        ));
        self.point_at(&place[0], &place[1], click);
    }

    pub fn point_at(&mut self, x: &Value, y: &Value, click: bool) {
        let kinds: &[&str] = if click {
            &["mouseMoved", "mousePressed", "mouseReleased"]
        } else {
            &["mouseMoved"]
        };
        for kind in kinds {
            let button = if *kind == "mouseMoved" { "none" } else { "left" };
            let event = json!({"type": kind, "x": x, "y": y, "button": button, "clickCount": 1});
            self.call("Input.dispatchMouseEvent", event);
        }
    }

    /// Errors and warnings that the page caused since it was opened, and what it asked for besides itself.
    pub fn complaints(&self) -> Vec<String> {
        let told = |event: &&Value| match event["method"].as_str() {
            Some("Runtime.exceptionThrown" | "Runtime.consoleAPICalled" | "Log.entryAdded") => true,
            Some("Network.requestWillBeSent") => event["params"]["type"] != "Document",
            _ => false,
        };
        self.events.iter().filter(told).map(Value::to_string).collect()
    }

    /// Writes a picture of the page (PNG).
    pub fn picture(&mut self, place: &Path) {
        let picture = self.call("Page.captureScreenshot", json!({"format": "png"}));
        let bytes = BASE64_STANDARD.decode(picture["data"].as_str().unwrap()).unwrap();
        assert!(bytes.len() > 5_000, "an empty picture");
        fs::write(place, bytes).unwrap();
    }
}

/// Reads messages on a thread of its own, so that waiting for one can end.
fn messages(from: ChildStdout) -> Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        for message in BufReader::new(from).split(0) {
            if message.is_ok_and(|message| sender.send(message).is_err()) {
                break;
            }
        }
    });
    receiver
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
