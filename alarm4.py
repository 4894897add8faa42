# loss alone unshifted, forward shifted; binary too
src=open("/tmp/mine/ck/alarm2.py").read().split("for s in (60.0")[0].replace('((np.log(np.exp(Z).sum(1,keepdims=True))-Z)*y).sum()/div if unshifted','((np.log(np.exp(Z).sum(1,keepdims=True))-Z)*y).sum()/div if True').replace("lambda z:np.exp(z)/np.exp(z).sum(1,keepdims=True) if unshifted","lambda z:0 if False")
exec(src)
for s in (60.,80.):
  for dt in (np.float64,np.float32):
    for thin in (None,("dW","db","W","b"),("dW","db","W","b","losses"),("losses","W")): go(f"sat_{s}",dt,thin,True)
go("cross_entropy_saturated",np.float32,None,True)
go("cross_entropy_saturated",np.float32,("W","b"),True)
