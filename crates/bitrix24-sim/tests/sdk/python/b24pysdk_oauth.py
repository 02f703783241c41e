"""What b24pysdk makes of the authorization server: a code, calls, renewals, who is who."""

import json
import os

from b24pysdk import BitrixAppLocal, BitrixTokenLocal, Client
from b24pysdk.api.requesters.bitrix_oauth_requester import BitrixOAuthRequester
from b24pysdk.errors import BitrixSDKException

# The address of the authorization server is a constant of the SDK.
server = os.environ["AUTHORIZATION_SERVER"]
BitrixOAuthRequester._OAUTH_TOKEN_URL = f"{server}oauth/token/"
BitrixOAuthRequester._APP_INFO_URL = f"{server}rest/app.info/"

app = BitrixAppLocal(
    domain=os.environ["DOMAIN"],
    client_id=os.environ["CLIENT_ID"],
    client_secret=os.environ["CLIENT_SECRET"],
)


def token_of(renewed):
    pair = renewed.oauth_token
    return BitrixTokenLocal(auth_token=pair.access_token, refresh_token=pair.refresh_token, bitrix_app=app)


def refusal(act):
    try:
        return act()
    except BitrixSDKException as error:
        return type(error).__name__


def step(reached):
    print(reached, flush=True)
    input()


def name(token):
    return Client(token).profile().result["NAME"]


said = {"late": refusal(lambda: app.get_oauth_token(os.environ["LATE_CODE"]))}
renewed = app.get_oauth_token(os.environ["CODE"])
said["again"] = refusal(lambda: app.get_oauth_token(os.environ["CODE"]))
said["member"] = renewed.member_id
token = token_of(renewed)
said["name"] = name(token)
info = token.get_app_info().result
said["info"] = [info.client_id == app.client_id, info.install.member_id == renewed.member_id, info.user_id]

step("let the token expire")
before = token.oauth_token
said["renewed"] = name(token)
after = token.oauth_token
said["pair"] = before.access_token != after.access_token and before.refresh_token != after.refresh_token
said["once"] = name(token)

step("let it expire again")
said["lost"] = refusal(lambda: name(token_of(renewed)))
print(json.dumps(said))
