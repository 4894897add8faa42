src=open("/tmp/mine/ck/alarm2.py").read().split("for s in (4.0")[0]
exec(src)
for s in (30.0,):
    c=variant(s); from twinmlp.conformance.truth.reference import computed
    g=computed(c); print([ (st["loss"],st["tolerance"]["loss"]) for st in g["steps"]], g["losses"], g["losses_tolerance"])
    print(np.array(g["steps"][0]["layers"][-1]["Z"]))
