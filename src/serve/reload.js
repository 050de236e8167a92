(function () {
  var source = new EventSource("/__fanzha/events");
  var seen = false;
  source.onopen = function () {
    if (seen) location.reload();
    seen = true;
  };
  source.onmessage = function (event) {
    if (event.data.indexOf("css ") !== 0) {
      location.reload();
      return;
    }
    var old = document.querySelector('link[rel~="stylesheet"]');
    if (!old) return;
    var fresh = document.createElement("link");
    fresh.rel = "stylesheet";
    fresh.href = event.data.slice(4);
    fresh.onload = function () {
      if (old.parentNode) old.parentNode.removeChild(old);
    };
    old.parentNode.insertBefore(fresh, old.nextSibling);
  };
})();
