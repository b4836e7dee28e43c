"""Which cases does one practise on? Believable ones, made anew from a seed, in many tongues and states."""
