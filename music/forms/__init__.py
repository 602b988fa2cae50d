"""Forms that ask nothing of the provider but a check, by what they are about. Those of operations stand beside them."""

from ..operations.fields import LinesField
from .accounts import ProviderKeyForm
from .balances import ReadingForm
from .bulk import BulkForm
from .downloads import DownloadForm
from .drafts import DraftForm
from .jobs import HoldForm, SettleForm
from .listening import ListeningForm, QueueForm
from .personas import PersonaForm
from .playlists import AddForm, NewPlaylistForm, PlaylistForm
from .projects import ProjectForm, SettingsForm
from .recipes import RecipeForm
from .shares import ShareForm
from .tracks import OpinionForm, RatingForm, TrackForm, WordsForm
from .uploads import ArrivalForm, UploadForm

__all__ = [
    "AddForm",
    "ArrivalForm",
    "BulkForm",
    "DownloadForm",
    "DraftForm",
    "HoldForm",
    "LinesField",
    "ListeningForm",
    "NewPlaylistForm",
    "OpinionForm",
    "PersonaForm",
    "PlaylistForm",
    "ProjectForm",
    "ProviderKeyForm",
    "QueueForm",
    "RatingForm",
    "ReadingForm",
    "RecipeForm",
    "SettingsForm",
    "SettleForm",
    "ShareForm",
    "TrackForm",
    "UploadForm",
    "WordsForm",
]
