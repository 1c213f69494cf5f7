// Takes what was chosen back to the learning platform. Without it, the button does.
document.getElementById("lti-return").submit();
