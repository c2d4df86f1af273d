// Small comforts on top of pages that already work without script.
import "./appearance.js";
import "./dialog.js";
import "./dropzone.js";
import "./menu.js";
import "./search.js";
import "./toast.js";
