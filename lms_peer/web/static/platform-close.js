// Tells the page that opened us for registration that it can go on (LTI Dynamic Registration 1.0, 3.7).
// Whoever opened us is told nothing but that it is over, so anybody may hear it.
const opener = window.opener || (window.parent === window ? null : window.parent);
if (opener) opener.postMessage({ subject: "org.imsglobal.lti.close" }, "*");
