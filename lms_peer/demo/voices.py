"""What the sample people write. Invented, in the plain words that real records have."""

ACCOUNTS = (
    "On Tuesday I sat in on a first meeting with a client. I will call her A. She had lost her place at the hostel "
    "and did not know who to ask. I asked what mattered most to her today, and she said a bed for the night.\n\n"
    "I let her talk before I said anything. Then I told her what I could help with and what I could not. We rang the "
    "council together. She spoke and I sat next to her, so it was her call and not mine.\n\n"
    "Next time I would write the reference number down at once. We had to ring back for it.",
    "A man came to the drop-in about his benefits. He was angry when he came in. I kept my voice low and asked if he "
    "wanted tea. I have been where he is, so I know that being rushed makes it worse.\n\n"
    "We went through his letter line by line. I checked that he understood by asking him to tell me what he would do "
    "first. I wrote three steps on a card for him. I told my supervisor afterwards because he had said he felt low.",
    "I made a list of places that help near us: the law centre, the food bank, the debt adviser at the library and "
    "the drop-in on Thursdays. I rang each one to check times, and who they help. Two had changed.\n\n"
    "I gave the list to the team and we put it on the wall. I will check it again on the first Monday of each month.",
    "I worked with B for six weeks. At the start he would not say much. I kept the same time each week and I was "
    "there when I said I would be. In week three he told me about his daughter.\n\n"
    "We set one small goal: to write her a card. He did it. I learned that small goals that are his own work better "
    "than big ones that are mine. I kept my notes short and only wrote what he agreed I could.",
    "A client asked me for my own phone number. I said no, and told him why: so that he always gets help even when I "
    "am away. I gave him the office number and showed him when someone is there.\n\n"
    "It felt hard to say no. I talked it over in supervision. My supervisor said that a clear line is kind.",
    "I looked back at the plan with C. We had agreed four steps. Two were done, one was half done and one did not "
    "matter to her any more. I asked what had helped and what had got in the way. The bus fare had got in the way.\n\n"
    "We changed the plan. I wrote it down with her and she signed it. I put a copy in her file.",
)

TITLES = (
    "My first meeting with a client",
    "Helping someone at the drop-in",
    "A list of places that help",
    "Six weeks with one client",
    "Saying no to a client",
    "Looking back at a plan",
)

FEEDBACK_MET = (
    "Good. You say what you did and why, and what you would do another time.",
    "Clear and honest. I could see the steps you took.",
    "Well done. You kept to what the client agreed to share.",
    "This shows it. Your notes match what I saw on the day.",
)
FEEDBACK_NOT_YET = (
    "You tell me what you know, but not what you did. Add one real time when you did this, in five or six lines. "
    "What you wrote about listening is strong: keep that."
)

SEEN = (
    "A first meeting with a new client in the small room. The learner set out the chairs, said who they were and "
    "what would stay private, and asked what the client wanted from today."
)
COVERED = (
    "Said this in their own words at the start, and checked that the client understood.",
    "Asked open questions, waited, and did not finish the client's sentences.",
    "Wrote down what was agreed and read it back before the client left.",
    "Noticed that the client was tired and offered to stop and go on next week.",
)
QUESTIONS = (
    ("What would you do if the client told you something that worried you?", "Tell my supervisor the same day."),
    ("Why did you not give your own opinion?", "Because it is his choice. I can say what the options are."),
)
SEEN_FEEDBACK = "A calm and warm meeting. Next time, agree the date of the next meeting before you stand up."
SIGNED = "I agree with this. I was nervous, but it went well."

TESTIMONY = (
    "I have worked beside this learner on the desk since the spring. They turn up on time and tell us when they can "
    "not. I have seen them welcome people who were upset, and find the right service for them without a fuss."
)
DISCUSSED = (
    ("Tell me about the rules you work to.", "I keep things private unless someone may get hurt. I say so first."),
    ("What do you do when you do not know an answer?", "I say so, and I ask. I do not guess with someone's rent."),
    ("How do you look after yourself?", "I use supervision. I take ten minutes after a hard meeting."),
)

SHADOWED = (
    "Went with the outreach worker to two home visits. I watched how she starts a talk on the doorstep.",
    "Sat in on the morning meeting and three phone calls. I took notes for one of them.",
    "Spent the shift at the hostel desk. I greeted people and found forms. I saw a room being signed over.",
    "Went to court with a client and the worker. I saw how to explain what will happen next.",
)
PAUSED = "Moving to another place next week. Hold everything until we know where."
NOTES = (
    (
        "Tues - first meeting",
        "1. say hello, who I am",
        "2. what stays private",
        "3. what do you want",
        "   from today?",
    ),
    (
        "Places that help",
        "law centre  mon + wed",
        "food bank   fri 10-12",
        "drop-in     thurs",
        "debt advice library",
    ),
)

SOUND = "I read the evidence beside the criteria. The decisions are sound, and the feedback says why."
ASKED = "The decisions are sound. Once the feedback does not say what was good. Please write it within two weeks."
PUT_RIGHT = "The assessor wrote to the learner what was good. I have read it."
PLANNED_EARLY = (
    "The first unit of each learner shows early how they are assessed. I look at it before the second one."
)
PLANNED_NEXT = "I have not looked at an observation of this assessor yet. There is one in this unit."
LEFT_OUT = "I sampled the unit before, of the same assessor. The decisions were sound, so I leave this one out."
